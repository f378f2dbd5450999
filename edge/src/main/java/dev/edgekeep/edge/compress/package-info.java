/** The compression of responses: negotiation, encoders, and the stage that compresses. */
@NullMarked
package dev.edgekeep.edge.compress;

import org.jspecify.annotations.NullMarked;
