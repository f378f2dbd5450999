package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.OcspResponse;
import dev.edgekeep.x509.cert.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server certificate whose key server is a name still. Of {@code key} and {@code keyServer} one
 * is null.
 */
record CertificateDraft(
    List<Certificate> chain,
    @Nullable PrivateKeyDer key,
    @Nullable Value keyServer,
    @Nullable OcspResponse ocspResponse,
    boolean fetchesOcsp) {}
