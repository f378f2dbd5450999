package dev.edgekeep.snapshot;

import dev.edgekeep.config.network.ForbiddenAddresses;

/**
 * Edge nodes fetch the OCSP responses to staple themselves, from the responder that the certificate
 * names.
 *
 * @param forbidden addresses that the responder must not have
 */
public record OcspFetch(ForbiddenAddresses forbidden) {}
