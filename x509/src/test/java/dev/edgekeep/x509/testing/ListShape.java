package dev.edgekeep.x509.testing;

import static dev.edgekeep.x509.testing.TestCa.NOW;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A revocation list for tests: current at {@link TestCa#NOW}, with number 1 and the full scope. */
public final class ListShape {
  private final TestCa ca;
  private final Map<Certificate, Integer> entries = new LinkedHashMap<>();
  private Instant from = NOW.minusSeconds(60);
  private Instant until = NOW.plusSeconds(3_600);
  private @Nullable BigInteger number = BigInteger.ONE;
  private @Nullable BigInteger base;
  private @Nullable IssuingDistributionPoint scope;
  private String critical = "";

  ListShape(TestCa ca) {
    this.ca = ca;
  }

  public ListShape number(long value) {
    return number(BigInteger.valueOf(value));
  }

  public ListShape number(@Nullable BigInteger value) {
    number = value;
    return this;
  }

  public ListShape from(Instant thisUpdate) {
    from = thisUpdate;
    return this;
  }

  public ListShape until(Instant nextUpdate) {
    until = nextUpdate;
    return this;
  }

  public ListShape deltaOf(long baseNumber) {
    base = BigInteger.valueOf(baseNumber);
    return this;
  }

  public ListShape scope(IssuingDistributionPoint point) {
    scope = point;
    return this;
  }

  public ListShape critical(String oid) {
    critical = oid;
    return this;
  }

  public ListShape revoking(Certificate certificate) {
    return revoking(certificate, 1);
  }

  public ListShape revoking(Certificate certificate, int reason) {
    entries.put(certificate, reason);
    return this;
  }

  public byte[] der() {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(ca.name()), Date.from(from));
      builder.setNextUpdate(Date.from(until));
      if (number != null) {
        builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(number));
      }
      if (base != null) {
        builder.addExtension(Extension.deltaCRLIndicator, true, new ASN1Integer(base));
      }
      if (scope != null) {
        builder.addExtension(Extension.issuingDistributionPoint, true, scope);
      }
      if (!critical.isEmpty()) {
        builder.addExtension(new ASN1ObjectIdentifier(critical), true, new byte[] {5, 0});
      }
      entries.forEach((certificate, reason) ->
          builder.addCRLEntry(certificate.serialNumber().value(), Date.from(from), reason));
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.keys().getPrivate()))
          .getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public RevocationList build() {
    try {
      return RevocationList.parse(der());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
