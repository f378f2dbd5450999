/** The PROXY protocol: the addresses of a client, as one proxy tells them to the next. */
@NullMarked
package dev.edgekeep.edge.proxyprotocol;

import org.jspecify.annotations.NullMarked;
