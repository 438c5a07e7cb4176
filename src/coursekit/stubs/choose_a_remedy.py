CHOICES = {
    # situation: (chosen, rejected, the rejected one's fault)
    "standing_places": ("", "", ""),
    "basket_limit": ("", "", ""),
    "seat_hold": ("", "", ""),
    "seat_plan": ("", "", ""),
    "print_queue": ("", "", ""),
}