/** The commands of the command line: each calls the library and prints the result. */
@NullMarked
package dev.sluice.app.command;

import org.jspecify.annotations.NullMarked;
