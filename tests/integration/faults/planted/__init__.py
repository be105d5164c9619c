"""Builds of the kit with a defect switched in: each must be caught by the fault harness.

``python -m planted <defect> <application>`` serves an application with that defect. Nothing of
this is in the product; each function changes the loaded kit before the service is started.
"""
