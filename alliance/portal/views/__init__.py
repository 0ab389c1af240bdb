"""Pages that read several rooms, one module for each kind of page."""
