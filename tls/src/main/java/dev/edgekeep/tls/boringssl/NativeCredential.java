package dev.edgekeep.tls.boringssl;

import dev.edgekeep.tls.Credential;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SSLCredential;
import java.util.List;

/** A BoringSSL credential: with several, it chooses by what the ClientHello supports. */
final class NativeCredential {
  private NativeCredential() {}

  /**
   * Gives a context a certificate chain and its key.
   *
   * @param context as {@link NativeContexts#pointer} returns it
   * @param pkcs8 the leaf's private key; the copy of it is wiped
   * @throws Exception tcnative declares no narrower type
   */
  static void add(long context, Credential added, byte[] pkcs8) throws Exception {
    long credential = SSLCredential.newX509();
    try {
      setKey(credential, pkcs8);
      setChain(credential, added.encodedChain());
      byte[] ocspResponse = added.ocspResponse();
      if (ocspResponse != null) {
        SSLCredential.setOcspResponse(credential, ocspResponse);
      }
      SSLContext.addCredential(context, credential); // it retains the credential
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
