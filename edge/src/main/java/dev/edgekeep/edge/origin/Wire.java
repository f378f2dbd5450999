package dev.edgekeep.edge.origin;

import dev.edgekeep.edge.dial.Dialer;

/**
 * The way to a server: how connections are made, and the protocol spoken on them. Event loop only.
 *
 * @param tellsHealth whether a failure to connect is one of the server, and not only of this way
 */
record Wire(OriginProtocol protocol, Dialer dialer, boolean tellsHealth) {}
