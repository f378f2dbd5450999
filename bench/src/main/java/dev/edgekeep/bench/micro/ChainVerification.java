package dev.edgekeep.bench.micro;

import dev.edgekeep.bench.peers.CertificateMaker;
import dev.edgekeep.bench.peers.CertificateMaker.KeyType;
import dev.edgekeep.edge.clientauth.CheckedClient;
import dev.edgekeep.edge.clientauth.ClientTrust;
import dev.edgekeep.edge.clientauth.PresentedChain;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The verdict about a client's chain of one certificate, under one root: for the first time, and
 * cached.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ChainVerification {
  /** The keys of root and client. */
  @Param({"P256", "P384", "RSA2048"})
  public KeyType keyType = KeyType.P256;

  private byte[] leaf = {};
  private List<ClientCa> cas = List.of();
  private ClientTrust fresh = ClientTrust.NOBODY;
  private ClientTrust warm = ClientTrust.NOBODY;

  /** Creates the certificates. */
  @Setup
  public void makeCertificates() throws CertificateEncodingException, CertificateFormatException {
    CertificateMaker maker = new CertificateMaker("bench client CA", keyType);
    leaf = maker.issueClient(keyType.generate()).getEncoded();
    Certificate root = Certificate.parse(maker.certificate().getEncoded());
    cas = List.of(new ClientCa("clients", List.of(root), List.of()));
    warm = newTrust();
    if (!remembered().verdict().isVerified()) {
      throw new IllegalStateException("the benchmark's own certificate is refused");
    }
  }

  /** A trust with an empty cache; a verification takes far longer than reading the clock. */
  @Setup(Level.Invocation)
  public void forget() {
    fresh = newTrust();
  }

  private ClientTrust newTrust() {
    return ClientTrust.of(cas, ClientAuth.DEFAULT_MAX_CHAIN_DEPTH);
  }

  /** Everything that this client's first handshake needs. */
  @Benchmark
  public CheckedClient firstTime() {
    return fresh.check(PresentedChain.of(leaf), Instant.now());
  }

  /** Everything that each later handshake needs, including the digest of the chain. */
  @Benchmark
  public CheckedClient remembered() {
    return warm.check(PresentedChain.of(leaf), Instant.now());
  }
}
