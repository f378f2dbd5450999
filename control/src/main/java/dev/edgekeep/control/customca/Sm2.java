package dev.edgekeep.control.customca;

import dev.edgekeep.x509.cert.AlgorithmIdentifier;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;

/** The national algorithms of GB/T 32918, as certificates name them. */
final class Sm2 {
  private static final String EC_KEY = "1.2.840.10045.2.1";
  private static final String CURVE = "1.2.156.10197.1.301";
  private static final String SM3_WITH_SM2 = "1.2.156.10197.1.501";

  private Sm2() {}

  /** Returns whether the key or the signature is of SM2. */
  static boolean isUsedBy(Certificate certificate) {
    return certificate.signatureAlgorithm().oid().equals(SM3_WITH_SM2)
        || isCurve(certificate.subjectPublicKey().algorithm());
  }

  private static boolean isCurve(AlgorithmIdentifier algorithm) {
    Slice parameters = algorithm.parameters();
    if (!algorithm.oid().equals(EC_KEY) || parameters == null || parameters.at(0) != Tag.OID) {
      return false;
    }
    try {
      return parameters.reader().oid("curve").equals(CURVE);
    } catch (DerException e) {
      return false;
    }
  }
}
