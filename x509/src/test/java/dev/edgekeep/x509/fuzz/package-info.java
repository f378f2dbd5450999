/** Coverage-guided fuzzing of the readers of this module. */
@NullMarked
package dev.edgekeep.x509.fuzz;

import org.jspecify.annotations.NullMarked;
