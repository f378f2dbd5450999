package dev.edgekeep.snapshot;

import com.maxmind.db.CHMCache;
import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.Reader;
import dev.edgekeep.x509.cert.Fingerprint;
import dev.edgekeep.x509.der.Slice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The countries of addresses, from a database in MaxMind's format that is held in memory. Equal
 * when the files are. Any thread; never blocks.
 */
public final class GeoDatabase {
  private final Reader reader;
  // The reader does not give its own copy away, and a snapshot can be sent on.
  private final byte[] content;
  private final Fingerprint digest;

  private GeoDatabase(Reader reader, byte[] content) {
    this.reader = reader;
    this.content = content;
    this.digest = Fingerprint.sha256(Slice.of(content));
  }

  /**
   * The database of a file's content, which must not be changed afterwards.
   *
   * @throws IOException when it is not a database in this format
   */
  public static GeoDatabase of(byte[] content) throws IOException {
    try {
      Reader reader = new Reader(new ByteArrayInputStream(content), new CHMCache());
      return new GeoDatabase(reader, content);
    } catch (RuntimeException e) {
      // The library throws anything where the metadata of a file are damaged.
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The content of the file, which must not be changed. */
  public byte[] content() {
    return content;
  }

  /** The ISO 3166-1 code of the country of an address; null when it is not known. */
  public @Nullable String country(InetAddress address) {
    try {
      Place place = reader.get(address, Place.class);
      Country country = place == null ? null : place.country();
      return country == null ? null : country.code();
    } catch (IOException | IllegalArgumentException e) {
      // A database of IPv4 knows nothing of IPv6, and a broken record nothing of its address.
      return null;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GeoDatabase that && digest.equals(that.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  /** The part of a record that is read. */
  public record Place(@Nullable Country country) {
    @MaxMindDbConstructor
    public Place(@MaxMindDbParameter(name = "country") @Nullable Country country) {
      this.country = country;
    }
  }

  /** The country of a {@link Place}. */
  public record Country(@Nullable String code) {
    @MaxMindDbConstructor
    public Country(@MaxMindDbParameter(name = "iso_code") @Nullable String code) {
      this.code = code;
    }
  }
}
