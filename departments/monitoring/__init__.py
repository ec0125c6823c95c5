"""绩效运行监控: rounds are opened, each department reports, a body above closes or sends back."""
