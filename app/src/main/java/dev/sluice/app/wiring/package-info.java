/** The composition root: settings become running parts, by plain constructors in flow order. */
package dev.sluice.app.wiring;
