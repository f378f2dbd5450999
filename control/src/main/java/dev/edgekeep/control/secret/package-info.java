/** Encryption at rest: a master key seals each account's data key, which seals its secrets. */
@NullMarked
package dev.edgekeep.control.secret;

import org.jspecify.annotations.NullMarked;
