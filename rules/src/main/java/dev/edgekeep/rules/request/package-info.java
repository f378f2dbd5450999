/**
 * The values of rule fields for a request: from its head, its connection and its client's
 * certificate.
 */
@NullMarked
package dev.edgekeep.rules.request;

import org.jspecify.annotations.NullMarked;
