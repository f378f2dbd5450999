package dev.edgekeep.tls.boringssl;

import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SSLCredential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A BoringSSL credential: with several, it chooses by what the ClientHello supports. */
public final class NativeCredential {
  private NativeCredential() {}

  /**
   * Gives a context a certificate chain and its key.
   *
   * @param context as {@link NativeContext#of} tells it
   * @param chain DER, leaf first
   * @param pkcs8 the leaf's private key; the copy made of it is wiped
   * @param ocspResponse to be stapled; null for none
   * @throws Exception what tcnative throws: it declares no narrower type
   */
  public static void add(
      long context, List<byte[]> chain, byte[] pkcs8, byte @Nullable [] ocspResponse)
      throws Exception {
    long credential = SSLCredential.newX509();
    try {
      setKey(credential, pkcs8);
      setChain(credential, chain);
      if (ocspResponse != null) {
        SSLCredential.setOcspResponse(credential, ocspResponse);
      }
      SSLContext.addCredential(context, credential); // takes a share of its own
    } finally {
      SSLCredential.free(credential);
    }
  }

  private static void setKey(long credential, byte[] pkcs8) throws Exception {
    long key =
        NativeMemory.withPem("PRIVATE KEY", List.of(pkcs8), bio -> SSL.parsePrivateKey(bio, null));
    try {
      SSLCredential.setPrivateKey(credential, key);
    } finally {
      SSL.freePrivateKey(key);
    }
  }

  private static void setChain(long credential, List<byte[]> chain) throws Exception {
    long parsed = NativeMemory.withPem("CERTIFICATE", chain, SSL::parseX509Chain);
    try {
      SSLCredential.setCertChain(credential, parsed);
    } finally {
      SSL.freeX509Chain(parsed);
    }
  }
}
