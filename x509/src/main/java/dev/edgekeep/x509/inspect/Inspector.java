package dev.edgekeep.x509.inspect;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.pem.OtherFormats;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemWarnings;
import dev.edgekeep.x509.pem.PrivateKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads files one by one, then creates a report. Unreadable content becomes a problem in the
 * report, never an exception. One thread.
 */
public final class Inspector {
  /** A private key in PKCS#8, and its location. */
  record FoundKey(Slice pkcs8, String where) {
    @Override
    public String toString() {
      return "private key in " + where;
    }
  }

  /** A certificate and its location. */
  record FoundCertificate(Certificate certificate, String where) {}

  private final Instant at;
  private final char @Nullable [] passphrase;
  private final List<Report.Item> items = new ArrayList<>();
  private final List<FoundCertificate> certificates = new ArrayList<>();
  private final List<RevocationList> lists = new ArrayList<>();
  private final List<FoundKey> keys = new ArrayList<>();

  /**
   * @param at the time for checks of validity
   * @param passphrase for encrypted keys and PKCS#12 files, or null
   */
  public Inspector(Instant at, char @Nullable [] passphrase) {
    this.at = at;
    this.passphrase = passphrase == null ? null : passphrase.clone();
  }

  /** Reads the content of one file. */
  public void add(String file, byte[] content) {
    if (!PemBlock.isPem(content)) {
      addDer(file, content);
      return;
    }
    try {
      List<String> warnings = PemWarnings.of(content);
      if (!warnings.isEmpty()) {
        items.add(new Report.Item("PEM", file, List.of(), warnings));
      }
      for (PemBlock block : PemBlock.readAll(content)) {
        addBlock(file + ", line " + block.line(), block);
      }
    } catch (CertificateFormatException e) {
      unreadable(file, e);
    }
  }

  private void addBlock(String where, PemBlock block) {
    byte[] der = block.der().toBytes();
    try {
      if (block.isCertificate()) {
        addCertificate(where, Certificate.parse(der));
      } else if (block.isCrl()) {
        addList(where, RevocationList.parse(der));
      } else if (block.isRequest()) {
        items.add(Items.request(where, CertificateRequest.parse(der)));
      } else if (block.isPrivateKey()) {
        addKey(where, PrivateKeys.read(block, passphrase));
      } else if (!block.label().equals("EC PARAMETERS")) {
        items.add(
            new Report.Item(block.label(), where, List.of(), List.of("unknown type of block")));
      }
    } catch (CertificateFormatException e) {
      unreadable(where, e);
    }
  }

  /**
   * DER does not state its type, so the first reader that accepts all of it determines the type.
   */
  private void addDer(String file, byte[] content) {
    List<String> reasons = new ArrayList<>();
    boolean known =
        tried(reasons, () -> addCertificate(file, Certificate.parse(content)))
            || tried(reasons, () -> addList(file, RevocationList.parse(content)))
            || tried(
                reasons, () -> items.add(Items.request(file, CertificateRequest.parse(content))))
            || tried(reasons, () -> addPkcs12(file, content))
            || tried(reasons, () -> addKey(file, PrivateKeys.read(content, passphrase)));
    if (!known) {
      String why = "neither PEM nor a certificate, list, request, key or PKCS#12 in DER";
      items.add(
          new Report.Item("unknown", file, List.of(), List.of(why + ": " + reasons.getFirst())));
    }
  }

  private interface Attempt {
    void run() throws CertificateFormatException;
  }

  private static boolean tried(List<String> reasons, Attempt attempt) {
    try {
      attempt.run();
      return true;
    } catch (CertificateFormatException e) {
      reasons.add(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void addPkcs12(String file, byte[] content) throws CertificateFormatException {
    if (!OtherFormats.isPkcs12(content)) {
      throw new CertificateFormatException("not PKCS#12");
    }
    try {
      Pkcs12 store = Pkcs12.read(content, passphrase);
      items.add(
          new Report.Item(
              "PKCS#12",
              file,
              List.of(
                  new Report.Fact("certificates", String.valueOf(store.certificates().size())),
                  new Report.Fact("keys", String.valueOf(store.keys().size())),
                  new Report.Fact("lists", String.valueOf(store.lists().size()))),
              store.unread().stream().map(each -> "not read: " + each).toList()));
      for (byte[] der : store.certificates()) {
        addBag(file, () -> addCertificate(file, Certificate.parse(der)));
      }
      for (byte[] der : store.lists()) {
        addBag(file, () -> addList(file, RevocationList.parse(der)));
      }
      for (byte[] key : store.keys()) {
        addBag(file, () -> addKey(file, key));
      }
    } catch (CertificateFormatException e) {
      unreadable(file, e);
    }
  }

  private void addBag(String file, Attempt attempt) {
    try {
      attempt.run();
    } catch (CertificateFormatException e) {
      unreadable(file, e);
    }
  }

  private void addCertificate(String where, Certificate certificate) {
    certificates.add(new FoundCertificate(certificate, where));
    items.add(Items.certificate(where, certificate, at));
  }

  private void addList(String where, RevocationList list) {
    lists.add(list);
    items.add(Items.list(where, list, at));
  }

  private void addKey(String where, byte[] pkcs8) throws CertificateFormatException {
    FoundKey key = new FoundKey(Slice.of(pkcs8), where);
    keys.add(key);
    items.add(Items.key(where, pkcs8));
  }

  private void unreadable(String where, CertificateFormatException e) {
    String problem = String.valueOf(e.getMessage());
    items.add(new Report.Item("unreadable", where, List.of(), List.of(problem)));
  }

  /** The report about all files so far. */
  public Report report() {
    List<String> problems = new ArrayList<>();
    problems.addAll(ChainProblems.of(certificates));
    problems.addAll(ChainProblems.keys(keys, certificates));
    problems.addAll(ChainProblems.lists(lists, certificates));
    return new Report(List.copyOf(items), problems);
  }
}
