// The toolbar: one stop for Tab, arrows inside it, each button pressed or not as the text at the cursor is.
export class Toolbar {
  constructor(bar, commands) {
    this.bar = bar;
    this.buttons = [...bar.querySelectorAll("button")];
    this.commands = commands;
    bar.addEventListener("keydown", (event) => this.#move(event));
    for (const button of this.buttons) {
      // The text keeps its selection while the mouse is used.
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => this.commands[button.dataset.command].run(button));
    }
    this.#reach(this.buttons[0]);
  }

  show(state) {
    for (const button of this.buttons) {
      const isOn = this.commands[button.dataset.command].isOn(state);
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(isOn));
    }
  }

  #reach(chosen) {
    for (const button of this.buttons) button.tabIndex = button === chosen ? 0 : -1;
  }

  #move(event) {
    const at = this.buttons.indexOf(document.activeElement);
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = this.buttons.at(steps[event.key] % this.buttons.length);
    this.#reach(next);
    next.focus();
  }
}
