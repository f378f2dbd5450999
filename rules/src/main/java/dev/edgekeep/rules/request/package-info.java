/**
 * What the fields of rules are of a request: its head, its connection, its client's certificate.
 */
@NullMarked
package dev.edgekeep.rules.request;

import org.jspecify.annotations.NullMarked;
