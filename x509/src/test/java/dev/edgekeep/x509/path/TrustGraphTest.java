package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.testing.TestCa;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Random webs of CAs that certify each other, with some invalid certificates: a path is found
 * exactly if the web has a path of valid ones.
 */
class TrustGraphTest {
  private static final int CAS = 6;
  private static final List<TestCa> NODES = new ArrayList<>();

  static {
    for (int i = 0; i < CAS; i++) {
      NODES.add(TestCa.root("CN=Node " + i));
    }
  }

  private static TestCa.Shape spoiled(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> authority().valid(NOW.minusSeconds(900_000), NOW.minusSeconds(1_000));
      case 1 -> authority().permits(new GeneralName(GeneralName.dNSName, "bad.example"));
      case 2 -> authority().purposes(KeyPurposeId.id_kp_emailProtection);
      case 3 -> authority().withoutBasicConstraints();
      case 4 -> authority().noAuthority();
      default -> authority().sha1();
    };
  }

  @Property(tries = 150)
  void aPathIsFoundExactlyWhereThereIsOne(@ForAll long seed) {
    Random random = new Random(seed);
    List<Certificate> presented = new ArrayList<>();
    boolean[][] sound = new boolean[CAS][CAS];
    for (int issuer = 0; issuer < CAS; issuer++) {
      for (int subject = 1; subject < CAS; subject++) {
        if (issuer != subject && random.nextInt(3) == 0) {
          boolean good = random.nextInt(2) == 0;
          sound[issuer][subject] |= good;
          TestCa.Shape shape = good ? authority() : spoiled(random);
          presented.add(NODES.get(subject).certifiedBy(NODES.get(issuer), shape).certificate());
        }
      }
    }
    Collections.shuffle(presented, random);
    presented.addFirst(NODES.get(CAS - 1).issue("CN=Leaf", leaf().dns("a.example")));
    TrustStore store =
        TrustStore.of(List.of(TrustedCa.of("t", List.of(NODES.getFirst().certificate()))));
    PathResult result = PathValidator.validate(presented, store, ValidationPolicy.forClient(NOW));
    assertThat(result.verdict() == Verdict.VERIFIED)
        .as(result.toString())
        .isEqualTo(reaches(sound, 0, CAS - 1, new HashSet<>()));
  }

  private static boolean reaches(boolean[][] sound, int from, int to, Set<Integer> seen) {
    if (from == to) {
      return true;
    }
    if (!seen.add(from)) {
      return false;
    }
    for (int next = 0; next < CAS; next++) {
      if (sound[from][next] && reaches(sound, next, to, seen)) {
        return true;
      }
    }
    return false;
  }
}
