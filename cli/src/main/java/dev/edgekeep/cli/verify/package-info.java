/** {@code edgekeep verify}: the decision of the edge about a certificate or a batch of cases. */
@NullMarked
package dev.edgekeep.cli.verify;

import org.jspecify.annotations.NullMarked;
