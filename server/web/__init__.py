"""HTTP and WebSocket: pages, panels, commands, sockets. Knows who is asking and how to say it; decides nothing."""
