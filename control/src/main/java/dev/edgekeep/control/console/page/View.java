package dev.edgekeep.control.console.page;

import dev.edgekeep.control.api.Answer;

/** Shows a page or carries out an action for a signed-in user. Blocks. */
@FunctionalInterface
public interface View {
  /**
   * @throws dev.edgekeep.control.error.DomainException when it is refused; nothing was changed
   */
  Answer show(Visit visit) throws Exception;
}
