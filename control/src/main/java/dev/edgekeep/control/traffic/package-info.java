/** What edge nodes have counted in the last hour, in memory: handshakes, requests, durations. */
@NullMarked
package dev.edgekeep.control.traffic;

import org.jspecify.annotations.NullMarked;
