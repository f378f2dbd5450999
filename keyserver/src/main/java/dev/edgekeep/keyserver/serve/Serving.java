package dev.edgekeep.keyserver.serve;

import dev.edgekeep.keyserver.access.AccessList;
import dev.edgekeep.keyserver.config.Limits;
import dev.edgekeep.keyserver.key.KeySet;

/** The configuration that connections serve with, replaced as a whole. Immutable. */
public record Serving(
    KeySet keys, AccessList access, EdgeTrust trust, ServerTls tls, Limits limits) {}
