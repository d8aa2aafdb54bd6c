/** The commands: each asks the library and says in words what came of it. */
package dev.sluice.app.command;
