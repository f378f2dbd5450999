package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.x509.cert.SerialSet;

/** The records that hosts use, as far as they can be read. One thread at a time. */
record UsedRecords(
    RecordMap<Origin> origins,
    RecordMap<KeyServer> keyServers,
    RecordMap<ServerCertificate> certificates,
    TrustedCas clientCas,
    RecordMap<SerialSet> revoked) {
  UsedRecords() {
    this(
        new RecordMap<>(),
        new RecordMap<>(),
        new RecordMap<>(),
        new TrustedCas(),
        new RecordMap<>());
  }
}
