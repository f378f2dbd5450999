/**
 * Issuing certificates: prepare, lint, sign, each step a type of its own. Values in, values out; no
 * clock, no storage.
 */
@NullMarked
package dev.edgekeep.x509.issue;

import org.jspecify.annotations.NullMarked;
