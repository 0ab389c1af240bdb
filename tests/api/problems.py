"""Reading a problem as the API answers it."""


def pointers(response):
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert body["status"] == response.status_code
    assert body["detail"]
    return list(dict.fromkeys(error["pointer"] for error in body["errors"]))
