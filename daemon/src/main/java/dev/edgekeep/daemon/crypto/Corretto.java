package dev.edgekeep.daemon.crypto;

import java.security.Provider;

/**
 * Amazon Corretto Crypto Provider, where it is on the class path and its native library loads. Its
 * AWS-LC is several times faster than the JDK. It is not installed for the whole process.
 */
public final class Corretto {
  private static final String PROVIDER =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private Corretto() {}

  /** The outcome of loading the provider. */
  public sealed interface Load {
    /** The provider works. */
    record Loaded(Provider provider) implements Load {}

    /**
     * The provider cannot be used.
     *
     * @param reason for the operator
     */
    record Missing(String reason) implements Load {}
  }

  /** Loads the native library at the first call. */
  public static Load load() {
    try {
      Provider corretto = (Provider) Class.forName(PROVIDER).getField("INSTANCE").get(null);
      Object error = corretto.getClass().getMethod("getLoadingError").invoke(corretto);
      return error == null ? new Load.Loaded(corretto) : new Load.Missing(String.valueOf(error));
    } catch (ClassNotFoundException _) {
      return new Load.Missing("there is no Amazon Corretto Crypto Provider for this platform");
    } catch (ReflectiveOperationException | LinkageError e) {
      return new Load.Missing("Amazon Corretto Crypto Provider does not load: " + e);
    }
  }
}
