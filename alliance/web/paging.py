from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """`{next, previous, results}`; a cursor keeps its place while rows come and go."""

    ordering = "pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100
    cursor_query_param = "cursor"
