/** Fetches small documents by HTTP: revocation lists, OCSP responses. */
@NullMarked
package dev.edgekeep.edge.fetch;

import org.jspecify.annotations.NullMarked;
