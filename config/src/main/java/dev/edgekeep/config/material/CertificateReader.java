package dev.edgekeep.config.material;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.path.Purpose;
import dev.edgekeep.x509.path.TrustWarnings;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.pem.KeyMatch;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads certificates: chains with their keys, and bundles of trusted CAs. One thread. */
public final class CertificateReader {
  private static final int MAX_BYTES = 4 << 20;

  private final Materials materials;
  private final KeyReader keys;
  private final Instant now;
  private final Map<Path, List<Certificate>> chains = new HashMap<>();
  private final Map<Slice, Certificate> issuers = new HashMap<>();

  public CertificateReader(Materials materials, Instant now) {
    this.materials = materials;
    this.keys = new KeyReader(materials);
    this.now = now;
  }

  /** The identity of this process towards a peer. */
  public @Nullable Identity identity(Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value chainValue = section.require("chain", "give the certificate, such as {file: edge.pem}");
    Value keyValue = section.require("key", "give the private key, such as {file: edge.key}");
    section.end();
    List<Certificate> chain = chainValue == null ? List.of() : chain(chainValue);
    PrivateKeyDer key = keyValue == null ? null : key(keyValue, chain);
    return chain.isEmpty() || key == null ? null : new Identity(chain, key);
  }

  /** A chain, leaf first; empty, and reported, when it is invalid. */
  public List<Certificate> chain(Value value) {
    Material material = materials.read(value, MAX_BYTES);
    if (material == null) {
      return List.of();
    }
    List<Certificate> known = material.path() == null ? null : chains.get(material.path());
    if (known != null) {
      return known;
    }
    material.warnAboutPem();
    List<Certificate> chain = ordered(material, parseChain(material));
    if (material.path() != null && !chain.isEmpty()) {
      chains.put(material.path(), chain);
    }
    warnAboutExpiry(value, chain);
    return chain;
  }

  private List<Certificate> ordered(Material material, List<Certificate> certificates) {
    if (certificates.size() < 2) {
      return certificates;
    }
    List<Certificate> distinct = List.copyOf(new LinkedHashSet<>(certificates));
    Optional<List<Certificate>> chain = Chains.inOrder(distinct);
    if (chain.isEmpty()) {
      material.error(Chains.gap(distinct));
      return List.of();
    }
    return chain.get();
  }

  /** As {@link #parse}, but chains share the objects of common issuers. */
  private List<Certificate> parseChain(Material material) {
    try {
      PemFiles.requireNoPrivateKey(material.bytes(), "certificates");
      List<Certificate> chain = new ArrayList<>(2);
      for (PemBlock block : PemBlock.readAll(material.bytes())) {
        if (block.isCertificate()) {
          chain.add(chain.isEmpty() ? Certificate.parse(block.der().toBytes()) : issuer(block));
        }
      }
      return chain.isEmpty() ? parse(material) : List.copyOf(chain);
    } catch (CertificateFormatException e) {
      return parse(material); // reports the invalid block
    }
  }

  private Certificate issuer(PemBlock block) throws CertificateFormatException {
    Certificate known = issuers.get(block.der());
    if (known == null) {
      known = Certificate.parse(block.der().toBytes());
      issuers.put(block.der(), known);
    }
    return known;
  }

  /** The private key of a chain's leaf. */
  public @Nullable PrivateKeyDer key(Value value, List<Certificate> chain) {
    PrivateKeyDer key = keys.read(value);
    if (key == null || chain.isEmpty()) {
      return null;
    }
    try {
      if (KeyMatch.matches(key.pkcs8(), chain.getFirst().subjectPublicKey())) {
        return key;
      }
      value.error(
          "this is not the private key of the certificate, which is %s"
              .formatted(chain.getFirst().subject()));
    } catch (CertificateFormatException e) {
      value.error(String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** The certificates that servers are verified against. */
  public List<Certificate> trust(Value value) {
    Material material = materials.read(value, MAX_BYTES);
    List<Certificate> bundle = material == null ? List.of() : bundle(material);
    for (Certificate certificate : bundle) {
      if (!certificate.isCa() && !certificate.isSelfIssued()) {
        value.error("%s is not a CA; give the CA that issued it".formatted(certificate.subject()));
      }
    }
    warnAboutExpiry(value, bundle.stream().filter(certificate -> !certificate.isCa()).toList());
    warnAboutTrust(value, bundle, Purpose.SERVER);
    return bundle;
  }

  /** The CAs that clients are verified against, of which at least one is a root. */
  public List<Certificate> clientCas(Value value) {
    Material material = materials.read(value, MAX_BYTES);
    List<Certificate> bundle = material == null ? List.of() : bundle(material);
    boolean usable = !bundle.isEmpty();
    for (Certificate certificate : bundle) {
      boolean oldRoot = certificate.version() < 3 && certificate.isSelfIssued();
      if (!certificate.isCa() && !oldRoot) {
        value.error(
            "%s is not a CA: its basicConstraints do not say so; remove it"
                .formatted(certificate.subject()));
        usable = false;
      }
    }
    if (usable && bundle.stream().noneMatch(Certificate::isSelfIssued)) {
      value.error(
          "no root found, only intermediates; add the self-signed certificate that issued %s"
              .formatted(bundle.getLast().subject()));
      usable = false;
    }
    if (usable) {
      warnAboutTrust(value, bundle, Purpose.CLIENT);
    }
    return usable ? bundle : List.of();
  }

  /** A CA that refuses every peer is only a warning: the other hosts must be served. */
  private void warnAboutTrust(Value value, List<Certificate> bundle, Purpose purpose) {
    TrustWarnings.ofCertificates(TrustedCa.of("", bundle), purpose, now).forEach(value::warning);
  }

  private List<Certificate> bundle(Material material) {
    material.warnAboutPem();
    return List.copyOf(new LinkedHashSet<>(parse(material)));
  }

  private static List<Certificate> parse(Material material) {
    try {
      return PemFiles.certificates(material.bytes());
    } catch (CertificateFormatException e) {
      material.error(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  /** An expired certificate is only a warning: the other hosts must be served. */
  private void warnAboutExpiry(Value value, List<Certificate> certificates) {
    for (Certificate certificate : certificates) {
      if (certificate.notAfter().isBefore(now)) {
        value.warning("%s expired at %s".formatted(certificate.subject(), certificate.notAfter()));
      } else if (certificate.notBefore().isAfter(now)) {
        value.warning(
            "%s is not valid before %s".formatted(certificate.subject(), certificate.notBefore()));
      }
    }
  }
}
