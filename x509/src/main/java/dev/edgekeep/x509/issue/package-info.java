/**
 * Issuing certificates: prepare, lint, sign, with a separate type for each step. Values in, values
 * out; no clock, no storage.
 */
@NullMarked
package dev.edgekeep.x509.issue;

import org.jspecify.annotations.NullMarked;
