package dev.edgekeep.snapshot;

import com.maxmind.db.CHMCache;
import com.maxmind.db.MaxMindDbConstructor;
import com.maxmind.db.MaxMindDbParameter;
import com.maxmind.db.Reader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where addresses are, by a database in MaxMind's format, held in memory. Equal when the files are.
 * Any thread; never blocks.
 */
public final class GeoDatabase {
  private final Reader reader;
  private final byte[] digest;

  private GeoDatabase(Reader reader, byte[] digest) {
    this.reader = reader;
    this.digest = digest;
  }

  /**
   * The database of a file's content.
   *
   * @throws IOException when it is none
   */
  public static GeoDatabase of(byte[] content) throws IOException {
    try {
      Reader reader = new Reader(new ByteArrayInputStream(content), new CHMCache());
      return new GeoDatabase(reader, MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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
    return other instanceof GeoDatabase that && Arrays.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  /** What of a record is read: the rest is passed over. */
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
