/** What a person sees: sentences, tables, a progress bar. */
package dev.sluice.app.terminal;
