package dev.edgekeep.x509.crl;

import dev.edgekeep.x509.cert.Extension;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.der.DerReader;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a list, which stay encoded and are found through an open-addressing hash table of
 * their offsets. In an indirect list, a run of entries belongs to the issuer that was named last
 * (RFC 5280 §5.3.3), so the issuer of each entry is stored as well.
 */
final class CrlEntries {
  private static final CrlEntries NONE =
      new CrlEntries(Slice.of(new byte[0]), new int[0], new @Nullable Name[0], 0, null);
  private static final Set<String> UNDERSTOOD =
      Set.of(Extension.REASON_CODE, Extension.CERTIFICATE_ISSUER, Extension.INVALIDITY_DATE);

  private static final int SEED = new SecureRandom().nextInt();

  private final Slice content;
  // Offset + 1 of an entry within the content; 0 is a free slot. Capacity is a power of two.
  private final int[] table;
  // The issuer of the entry in the same slot; empty unless the list is indirect.
  private final @Nullable Name[] issuers;
  private final int size;
  private final @Nullable String unknownCriticalExtension;

  private CrlEntries(
      Slice content, int[] table, @Nullable Name[] issuers, int size, @Nullable String unknown) {
    this.content = content;
    this.table = table;
    this.issuers = issuers;
    this.size = size;
    this.unknownCriticalExtension = unknown;
  }

  static CrlEntries read(@Nullable Slice content, int version, boolean indirect) {
    if (content == null || content.length() == 0) {
      return NONE;
    }
    DerReader in = content.reader();
    int start = in.offset();
    int count = 0;
    int[] offsets = new int[16];
    @Nullable Name[] owners = new Name[indirect ? 16 : 0];
    @Nullable Name owner = null;
    String unknown = null;
    while (in.hasMore()) {
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, count * 2);
        owners = indirect ? Arrays.copyOf(owners, count * 2) : owners;
      }
      offsets[count] = in.offset() - start;
      DerReader entry = in.sequence("revoked certificate");
      entry.integerOctets(Tag.INTEGER, "userCertificate");
      entry.time("revocationDate");
      for (Extension extension : extensions(entry, version)) {
        if (extension.oid().equals(Extension.CERTIFICATE_ISSUER)) {
          owner = issuer(extension);
        } else if (extension.critical() && !UNDERSTOOD.contains(extension.oid())) {
          unknown = extension.oid();
        }
      }
      if (indirect) {
        owners[count] = owner;
      } else if (owner != null) {
        throw in.fail("a certificateIssuer in a list that is not indirect (RFC 5280 §5.3.3)");
      }
      count++;
    }
    return index(content, offsets, owners, count, unknown);
  }

  private static CrlEntries index(
      Slice content, int[] offsets, @Nullable Name[] owners, int count, @Nullable String unknown) {
    int capacity = Integer.highestOneBit(Math.max(count, 1)) * 2;
    if (capacity < count + count / 4) {
      capacity *= 2;
    }
    int[] table = new int[capacity];
    @Nullable Name[] issuers = new Name[owners.length == 0 ? 0 : capacity];
    CrlEntries entries = new CrlEntries(content, table, issuers, count, unknown);
    for (int i = 0; i < count; i++) {
      int place = hash(entries.serialAt(offsets[i])) & (capacity - 1);
      while (table[place] != 0) {
        place = (place + 1) & (capacity - 1);
      }
      table[place] = offsets[i] + 1;
      if (issuers.length > 0) {
        issuers[place] = owners[i];
      }
    }
    return entries;
  }

  private static List<Extension> extensions(DerReader entry, int version) {
    if (!entry.hasMore()) {
      return List.of();
    }
    if (version < 2) {
      throw entry.fail("an entry extension in a v1 revocation list");
    }
    List<Extension> extensions = Extension.readAll(entry, "crlEntryExtension");
    entry.end("revoked certificate");
    for (Extension extension : extensions) {
      if (extension.oid().equals(Extension.REASON_CODE)) {
        reason(extension);
      }
    }
    return extensions;
  }

  private static Name issuer(Extension extension) {
    DerReader in = extension.value().reader();
    List<GeneralName> names = GeneralName.readAll(in.sequence("certificateIssuer"), "issuer");
    in.end("certificateIssuer");
    for (GeneralName name : names) {
      if (name instanceof GeneralName.Directory(Name directory)) {
        return directory;
      }
    }
    throw in.fail("certificateIssuer has no directoryName");
  }

  private static int reason(Extension extension) {
    DerReader in = extension.value().reader();
    int reason = in.smallInteger(Tag.ENUMERATED, "reasonCode");
    in.end("reasonCode");
    return reason;
  }

  int size() {
    return size;
  }

  @Nullable String unknownCriticalExtension() {
    return unknownCriticalExtension;
  }

  @Nullable RevokedEntry find(Name listIssuer, Name issuer, Slice serial) {
    if (table.length == 0) {
      return null;
    }
    int mask = table.length - 1;
    int place = hash(serial) & mask;
    // The table always has a free slot.
    while (table[place] != 0) {
      Name owner = issuers.length == 0 || issuers[place] == null ? listIssuer : issuers[place];
      if (serialAt(table[place] - 1).equals(serial) && issuer.equals(owner)) {
        return entryAt(table[place] - 1);
      }
      place = (place + 1) & mask;
    }
    return null;
  }

  /** Seeded, so that nobody can choose serial numbers with the same hash. */
  private static int hash(Slice serial) {
    int hash = SEED;
    for (int i = 0; i < serial.length(); i++) {
      hash = (hash ^ serial.at(i)) * 0x9e3779b9;
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private DerReader at(int offset) {
    return content.from(offset).reader().sequence("revoked certificate");
  }

  private Slice serialAt(int offset) {
    return at(offset).integerOctets(Tag.INTEGER, "userCertificate");
  }

  private RevokedEntry entryAt(int offset) {
    DerReader entry = at(offset);
    entry.integerOctets(Tag.INTEGER, "userCertificate");
    long date = entry.time("revocationDate");
    int reason = 0;
    for (Extension extension : extensions(entry, 2)) {
      if (extension.oid().equals(Extension.REASON_CODE)) {
        reason = reason(extension);
      }
    }
    return new RevokedEntry(Instant.ofEpochSecond(date), reason);
  }
}
