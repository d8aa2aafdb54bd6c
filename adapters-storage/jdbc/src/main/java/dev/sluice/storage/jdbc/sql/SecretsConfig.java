package dev.sluice.storage.jdbc.sql;

import dev.sluice.core.port.store.SecretBox;
import java.util.Optional;
import org.jdbi.v3.core.config.Configurable;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.StatementContext;

/** The box that seals what the statements of a database write, if there is one. */
public final class SecretsConfig implements JdbiConfig<SecretsConfig> {
  private Optional<SecretBox> secrets = Optional.empty();

  /** Creates one without a box; Jdbi calls it. */
  public SecretsConfig() {}

  void set(Optional<SecretBox> box) {
    secrets = box;
  }

  public static Optional<SecretBox> of(Configurable<?> statement) {
    return statement.getConfig(SecretsConfig.class).secrets;
  }

  public static Optional<SecretBox> of(StatementContext context) {
    return context.getConfig(SecretsConfig.class).secrets;
  }

  @Override
  public SecretsConfig createCopy() {
    SecretsConfig copy = new SecretsConfig();
    copy.secrets = secrets;
    return copy;
  }
}
