/**
 * The messages of the feed between control plane and edge nodes: values, their CBOR form,
 * signatures.
 */
@NullMarked
package dev.edgekeep.fleet.message;

import org.jspecify.annotations.NullMarked;
