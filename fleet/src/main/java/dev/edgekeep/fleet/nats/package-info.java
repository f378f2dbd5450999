/** The connection to the message server: subjects, streams, accounts, reconnecting. */
@NullMarked
package dev.edgekeep.fleet.nats;

import org.jspecify.annotations.NullMarked;
