package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.KeyAlgorithm;
import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.der.DerException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a public key is acceptable in a certificate. Any thread; a few milliseconds for
 * RSA.
 */
public final class KeyQuality {
  private static final int MIN_RSA_BITS = 2048;
  private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65_537);
  private static final int SMALL_PRIMES = 752;
  private static final int ROCA_PRIMES = 168;
  private static final int FERMAT_ROUNDS = 100;

  private KeyQuality() {}

  /** A problem with the key, and what to do; null if there is none. */
  public static @Nullable String problem(SubjectPublicKey key) {
    KeyAlgorithm type = key.type();
    try {
      return switch (type) {
        case RSA -> rsa(key);
        case P256, P384, P521 -> usable(key);
        case ED25519 ->
            key.keyBits().length() == 32
                ? usable(key)
                : "an Ed25519 key has 32 octets (RFC 8410 §4)";
        default ->
            "a key of "
                + key.description()
                + " is not supported; use RSA of at least 2048 bits, P-256, P-384, P-521 or"
                + " Ed25519";
      };
    } catch (InvalidKeyException e) {
      return String.valueOf(e.getMessage());
    } catch (DerException e) {
      return "a malformed key: " + e.described();
    }
  }

  private static @Nullable String rsa(SubjectPublicKey key) throws InvalidKeyException {
    BigInteger modulus = key.rsaModulus();
    if (modulus.bitLength() < MIN_RSA_BITS) {
      return "an RSA key of "
          + modulus.bitLength()
          + " bits is too short; use 2048 or more, or P-256";
    }
    key.publicKey();
    BigInteger exponent = exponent(key);
    if (exponent.compareTo(MIN_EXPONENT) < 0) {
      return "the RSA exponent " + exponent + " is too small; use 65537";
    }
    return modulus(modulus);
  }

  private static BigInteger exponent(SubjectPublicKey key) {
    var in = key.keyBits().reader().sequence("RSA public key");
    in.integer("RSA modulus");
    return in.integer("RSA exponent");
  }

  /** Known faults of key generators (CA/Browser Forum BR §6.1.1.3, §6.1.6). */
  private static @Nullable String modulus(BigInteger modulus) {
    for (int n = 3; n < SMALL_PRIMES; n += 2) {
      if (isPrime(n) && modulus.mod(BigInteger.valueOf(n)).signum() == 0) {
        return "the RSA modulus is divisible by " + n + "; make a new key";
      }
    }
    if (isOfRoca(modulus)) {
      return "the RSA key was made by a faulty token (CVE-2017-15361); make a new one elsewhere";
    }
    return isProductOfNeighbours(modulus)
        ? "the primes of the RSA key are too close together (CVE-2022-26320); make a new key"
        : null;
  }

  private static boolean isPrime(int n) {
    return BigInteger.valueOf(n).isProbablePrime(20);
  }

  /**
   * CVE-2017-15361: primes of the form k·M + (65537^a mod M) are recognizable modulo small primes.
   */
  private static boolean isOfRoca(BigInteger modulus) {
    for (int p = 3; p < ROCA_PRIMES; p += 2) {
      if (isPrime(p) && !powersOf65537(p).contains(modulus.mod(BigInteger.valueOf(p)).intValue())) {
        return false;
      }
    }
    return true;
  }

  private static Set<Integer> powersOf65537(int prime) {
    Set<Integer> powers = new HashSet<>();
    int power = 1;
    while (powers.add(power)) {
      power = (int) (power * 65_537L % prime);
    }
    return powers;
  }

  /** CVE-2022-26320: Fermat's method finds primes that are close to each other at once. */
  private static boolean isProductOfNeighbours(BigInteger modulus) {
    BigInteger a = modulus.sqrt().add(BigInteger.ONE);
    for (int i = 0; i < FERMAT_ROUNDS; i++) {
      BigInteger[] root = a.multiply(a).subtract(modulus).sqrtAndRemainder();
      if (root[1].signum() == 0) {
        return true;
      }
      a = a.add(BigInteger.ONE);
    }
    return false;
  }

  /** A point that is not on the curve can make the key's peers reveal their keys. */
  private static @Nullable String usable(SubjectPublicKey key) throws InvalidKeyException {
    key.publicKey();
    return null;
  }
}
