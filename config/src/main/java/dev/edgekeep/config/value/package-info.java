/** Values of a document, read as what they should be; what is wrong is told with its place. */
@NullMarked
package dev.edgekeep.config.value;

import org.jspecify.annotations.NullMarked;
