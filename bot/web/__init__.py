"""The web chat: WebSocket, HTTP fallback, and the cookie that names a conversation."""
