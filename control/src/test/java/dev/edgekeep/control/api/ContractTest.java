package dev.edgekeep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.Contract;
import dev.edgekeep.control.testing.ControlHarness;
import dev.edgekeep.control.testing.Databases;
import org.junit.jupiter.api.Test;

/** The contract has every operation that there is, and no other. */
class ContractTest extends ControlHarness {
  @Test
  void whatCanBeCalledIsWhatIsDescribed() {
    start(Databases.SQLITE);
    assertThat(control().operations())
        .containsExactlyInAnyOrderElementsOf(Contract.load().operations());
  }
}
