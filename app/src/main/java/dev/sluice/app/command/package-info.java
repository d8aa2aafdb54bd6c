/** The commands: each asks the library and says in words what came of it. */
@NullMarked
package dev.sluice.app.command;

import org.jspecify.annotations.NullMarked;
