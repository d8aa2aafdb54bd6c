package dev.sluice.packaging;

import dev.sluice.app.command.SluiceCommand;
import dev.sluice.app.terminal.CommandContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the manual pages, in AsciiDoc, and the completion script of all commands. */
final class CommandDescriptions {
  private CommandDescriptions() {}

  /**
   * Writes both.
   *
   * @param arguments the folder for {@code adoc/} and {@code completion}
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    CommandLine line = SluiceCommand.line(CommandContext.ofProcess());
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("completion"),
        AutoComplete.bash(line.getCommandName(), line),
        StandardCharsets.UTF_8);
    int exit =
        ManPageGenerator.generateManPage(
            folder.resolve("adoc").toFile(), null, new boolean[0], true, line.getCommandSpec());
    if (exit != 0) {
      throw new IOException("picocli wrote no manual pages and ended with " + exit);
    }
  }
}
