/** Which edge may use which key, for what, and how often. */
@NullMarked
package dev.edgekeep.keyserver.access;

import org.jspecify.annotations.NullMarked;
