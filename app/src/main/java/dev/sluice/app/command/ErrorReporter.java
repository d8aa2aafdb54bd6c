package dev.sluice.app.command;

import dev.sluice.app.settings.SettingsException;
import dev.sluice.app.terminal.OptionNames;
import dev.sluice.app.wiring.StartException;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.shared.NearestName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors as sentences on standard error, and returns an exit code. */
final class ErrorReporter {
  private static final System.Logger LOG = System.getLogger(ErrorReporter.class.getName());

  private ErrorReporter() {}

  static int aboutUsage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      unmatched.getUnmatched().stream()
          .limit(1)
          .forEach(typed -> err.println("sluice: " + unknown(command, typed)));
    } else if (wrong instanceof OverwrittenOptionException
        || wrong instanceof MaxValuesExceededException) {
      err.println("sluice: " + repeated(command, arguments, wrong.getMessage()));
    } else {
      err.println("sluice: " + wrong.getMessage());
    }
    err.printf("Try: %s --help%n", command.getCommandSpec().qualifiedName());
    err.flush();
    return ExitCode.USAGE;
  }

  private static String repeated(CommandLine command, String[] arguments, String otherwise) {
    Set<OptionSpec> seen = new HashSet<>();
    for (String argument : arguments) {
      OptionSpec option = command.getCommandSpec().findOption(argument.replaceFirst("=.*", ""));
      if (argument.startsWith("-") && option != null && !seen.add(option)) {
        return option.longestName() + " is given more than once; give it once";
      }
    }
    return otherwise;
  }

  private static String unknown(CommandLine command, String typed) {
    String name = typed.replaceFirst("=.*", "");
    List<String> known = new ArrayList<>();
    if (name.startsWith("-")) {
      // Former names are accepted, but not suggested.
      command.getCommandSpec().options().stream()
          .filter(option -> !option.hidden())
          .forEach(option -> known.add(option.longestName()));
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    String what = name.startsWith("-") ? "option" : "command";
    if (known.isEmpty()) {
      return "'%s' is one argument too many".formatted(name);
    }
    return "there is no %s %s; did you mean %s?"
        .formatted(what, name, NearestName.to(name, known).orElseThrow());
  }

  static int aboutExecution(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    int code = print(failure, command, err);
    err.flush();
    return code;
  }

  private static int print(Exception failure, CommandLine command, PrintWriter err) {
    if (failure instanceof SettingsException wrong) {
      wrong.problems().forEach(problem -> err.println("sluice: " + problem));
      return ExitCode.USAGE;
    }
    if (failure instanceof InvalidRequestException wrong) {
      for (InvalidRequestException.Violation violation : wrong.violations()) {
        err.println("sluice: " + message(violation, command));
      }
      return ExitCode.USAGE;
    }
    if (failure instanceof OptionErrors.UsageException wrong) {
      wrong.sentences().forEach(sentence -> err.println("sluice: " + sentence));
      return ExitCode.USAGE;
    }
    LOG.log(System.Logger.Level.DEBUG, "The command failed", failure);
    if (failure instanceof SluiceException || failure instanceof StartException) {
      err.println("sluice: " + OptionNames.sentence(String.valueOf(failure.getMessage())));
      return ExitCode.SOFTWARE;
    }
    LOG.log(System.Logger.Level.ERROR, "The command failed unexpectedly", failure);
    err.println("sluice: Something went wrong inside Sluice: " + failure);
    return ExitCode.SOFTWARE;
  }

  /** Returns the sentence about a violation, with the option that the command has for its field. */
  static String message(InvalidRequestException.Violation violation, CommandLine command) {
    RequestField field = violation.field();
    String option = OptionNames.of(field);
    boolean named = violation.message().startsWith("--");
    return named || command.getCommandSpec().findOption(option) == null
        ? violation.message()
        : option + ": " + violation.message();
  }
}
