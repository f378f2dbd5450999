/**
 * Arithmetic on the curve of SM2 (GB/T 32918.5). Nothing here branches on secret data, or uses it
 * as an index, unless the name says so.
 */
@NullMarked
package dev.edgekeep.sm2.curve;

import org.jspecify.annotations.NullMarked;
