"""Form fields, components and template tags of the design system."""
